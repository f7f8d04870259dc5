export default "sea"
